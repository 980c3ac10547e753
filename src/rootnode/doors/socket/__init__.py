"""The socket: tells a browser which changes it may see have happened, so that it never has to ask."""
