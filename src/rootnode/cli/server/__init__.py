"""Commands that run the server, or act on its data folder whether it runs or not."""
