"""What a picture is made of, without a Qt object."""
