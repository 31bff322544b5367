"""A streaming network for Apple's Core ML: written, read back and worked out anew.

Core ML itself runs on a Mac or an iPhone alone. What was saved is therefore read again and each of
its operators done in NumPy, so that a file can be compared with its source anywhere.
"""
