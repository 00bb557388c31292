"""Actions from a spreadsheet: a template, a trial that shows what is wrong beside each row, all or nothing."""

from web.desk.upload import trial

__all__ = ["trial"]
