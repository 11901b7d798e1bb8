"""What a network gets for sending its files: the page « Pourquoi transmettre »."""
