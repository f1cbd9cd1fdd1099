"""The Excel writer of the finished tables."""

from gongkai.writers.xlsx.writer import write_xlsx

__all__ = ["write_xlsx"]
