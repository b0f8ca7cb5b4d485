"""The picture: scene.py puts it together, and each panel is a module."""
