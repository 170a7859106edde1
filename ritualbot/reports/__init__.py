"""What people see: rows become cards and forms. Read-only."""
