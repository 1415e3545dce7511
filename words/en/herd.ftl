# The herd of a bank.
