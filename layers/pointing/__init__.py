"""What lies under the pointer or inside a lasso."""
