"""What could be done, with a bound on how much better any other way can be: posts and beats."""
