"""What all HTTP and WebSocket routes share: errors, who is calling, protection of browsers, limits, the web app's files."""
