"""The ASCN rights workbook: from published tables to figures and a brief that prove themselves."""
