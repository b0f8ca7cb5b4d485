"""What only the command line needs: its options, and how it ends."""
