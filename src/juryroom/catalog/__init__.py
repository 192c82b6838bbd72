"""What is published: figures with their source and standing."""
