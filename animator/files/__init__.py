"""What writes films, pictures and tables; the suffix decides, in formats.py."""
