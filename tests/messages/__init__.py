"""The pages of the messages: each is documentation and test."""
