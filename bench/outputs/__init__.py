"""Outputs, measured: what one sender sends, who waits for whom, and the pages over two million."""
