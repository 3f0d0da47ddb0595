"""Receipts (kvitteringer): what stands on one, the page, the PDF, and who may open it."""
