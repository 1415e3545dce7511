# Why the rules of a meeting or a correction say no, and what to do. Shared by the sheet and by imported files.
refuse-sealed-meanwhile = Meeting { $no } was sealed in the meantime. Open the next sheet
refuse-future = This day is still to come. Write the day on which the meeting was held
refuse-before-last-meeting = The last sealed meeting was on { $date }. Write that day or a later one
refuse-period-closed = The books are closed through { $date }. Write a later day
refuse-before-cycle = The cycle begins on { $date }. Write that day or a later one
refuse-after-cycle = The cycle ended on { $date }. Write that day or an earlier one
refuse-not-a-member = This is not a member of the group
refuse-not-yet-a-member = She was not yet a member on this day
refuse-has-left = She had left the group on this day
refuse-twice = This member is on the sheet twice
refuse-attendance-missing = Choose how she was there: came, late, sent the money, excused or absent
refuse-absent-but-paid = Money came from someone who was not there. Choose “sent the money”, or take the amount away
refuse-negative = Write 0 or more
refuse-over-shares = At most { $most } shares in one meeting
refuse-not-whole-shares = Write whole shares: a multiple of { $amount }
refuse-not-rounded = Write a multiple of { $amount }
refuse-too-large = This is more than a sheet can hold. Look at the number of noughts
refuse-amount-missing = Write how much
refuse-member-missing = Choose the member
refuse-note-missing = Write what it was for
refuse-over-savings = She has saved { $amount }. Write that or less
refuse-over-bank = There is { $amount } at the bank. Write that or less
refuse-loan-fund-short = The loan fund does not have enough cash: { $amount } is missing
refuse-social-fund-short = The social fund does not have enough cash: { $amount } is missing
refuse-not-counted = Count the notes in the box and write how many there are. An empty box is a 0
refuse-short-without-reason = The box is { $amount } short. Count again, or write the reason
refuse-over-without-reason = The box is { $amount } over. Count again, or write the reason
refuse-short-not-named = Tick that { $amount } is booked as short
refuse-over-not-named = Tick that { $amount } is booked as over
refuse-not-witnessed = Tick that the cash was counted together and read aloud
refuse-long-text = At most 500 characters
refuse-kind-missing = Choose what this money was
refuse-number = Write a number, such as { $example }
refuse-fraction = Write a whole number, without a fraction
refuse-cents = Write at most two digits after the point
refuse-date = Write day, month and year, such as { $example }
refuse-date-missing = Write the day of the meeting
refuse-choice = Choose one of the answers

# Corrections
refuse-reason-missing = Write why the figure was wrong
refuse-nothing-to-mend = The figure stands like that already
refuse-changed-meanwhile = This figure has changed since: it now stands at { $amount }. Refuse this one, and ask again if it is still wrong
refuse-below-savings = She has { $amount } saved now, and would have less than nothing
refuse-below-bank = There is { $amount } at the bank now, and there would be less than nothing
refuse-no-entry = Nothing was booked at this meeting, so there is nothing to point at
refuse-fund-short = The cash of the fund would fall below zero: { $amount } is missing
refuse-same-officer = Another officer must confirm: you asked for this correction yourself
refuse-figure-missing = Choose the figure that was wrong
refuse-figure-blank = Nothing stands at this place on the sheet

# What has just been done, said once at the top of the page that follows
done-meeting-sealed = The meeting is sealed
done-correction-asked = Asked for. Another officer must confirm before anything is booked
done-correction-confirmed = Confirmed. The difference is booked with today’s date
done-correction-refused = Refused. Nothing was booked
