"""What a network gets in return for its files: the page « Pourquoi transmettre »."""
