"""Files that leave the application, made from data and not from the screen."""
