"""Officers, units, who holds which seat, and the ledger of seats."""
