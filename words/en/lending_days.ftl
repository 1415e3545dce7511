# Lending days and repayment days.
