"""Slack: slash commands, buttons, modals and messages in; Block Kit out."""
