# Papers of the meeting: the sheet, the count of the box, the list of members, the slip of a correction.
sheet-rule-share = 1 share = { $amount }, at most { $count }
sheet-rule-saving = Saving { $amount }
sheet-rule-social = Social fund { $amount }
sheet-rule-loan = Loan: up to { $times } times savings, { $percent } % a month, at most { $months } months
sheet-paper-dues-on = What is due on loans is reckoned for { $date }. On another day, look once more.
sheet-paper-sign = Signature or thumb
sheet-paper-principal-due = Principal due
sheet-paper-interest-due = Interest due
sheet-paper-penalty-due = Penalty due
sheet-paper-repaid = Paid back
sheet-paper-other-what = What for, and for whom
sheet-paper-in = Money in
sheet-paper-out = Money out
sheet-paper-months = Months
sheet-paper-came = Came
sheet-paper-was = was { $figure }
sheet-paper-corrected = Corrected since
sheet-paper-owed = Owes on loans
sheet-paper-not-counted = Not counted
sheet-paper-why-differs = Why it differs
sheet-paper-who-bears = Who bears the difference
# The count of the box.
cash-count-paper = Count of the box
sheet-paper-counted-together = We counted the money together, twice, and the amounts above are right.
# The list of members.
member-list-paper = List of members
member-list-count = { $count }, of which women { $women }
member-list-left = Those who left
member-list-until = left { $date }
# The slip of a correction.
correction-slip-effect = What the correction moved
correction-slip-cash-loan = Cash of the loan fund
correction-slip-cash-social = Cash of the social fund
correction-slip-savings = The member’s savings
correction-slip-social = Given to the social fund
correction-slip-loan = The member’s loan
correction-slip-short-over = Box short (−) or over (+)
correction-slip-unmoved = no change
correction-slip-confirmed-by = Confirmed by
correction-slip-refused-by = Refused by
correction-slip-entries = { $meeting }, mended by { $correction }
correction-slip-waits = Nothing is changed in the book before a second officer confirms it.
