"""Files exported by the application, made from data and not from the screen."""
