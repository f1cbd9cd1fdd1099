"""The publication on one page (一图读懂): as HTML, and as a PDF where LibreOffice is."""
