"""The ASCN rights workbook: from published tables to figures and a brief that prove their numbers."""
