"""gongkai (公开): publication documents of Chinese government departments."""

__version__ = "0.1.0"
