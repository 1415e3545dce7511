# Papers of the meeting: the sheet, the count of the box, the list of members, the slip of a correction.
sheet-rule-share = 1 ហ៊ុន = { $amount } ច្រើនបំផុត { $count } ហ៊ុន
sheet-rule-saving = សន្សំ { $amount }
sheet-rule-social = មូលនិធិសង្គម { $amount }
sheet-rule-loan = កម្ចី៖ ដល់ { $times } ដងនៃប្រាក់សន្សំ ការប្រាក់ { $percent } % ក្នុងមួយខែ យូរបំផុត { $months } ខែ
sheet-paper-dues-on = ប្រាក់កម្ចីត្រូវសង គិតត្រឹមថ្ងៃទី { $date }។ បើប្រជុំថ្ងៃផ្សេង សូមមើលម្ដងទៀត។
sheet-paper-sign = ហត្ថលេខា ឬមេដៃ
sheet-paper-principal-due = ដើមត្រូវសង
sheet-paper-interest-due = ការត្រូវបង់
sheet-paper-penalty-due = ពិន័យត្រូវបង់
sheet-paper-repaid = បានសង
sheet-paper-other-what = សម្រាប់អ្វី និងអ្នកណា
sheet-paper-in = លុយចូល
sheet-paper-out = លុយចេញ
sheet-paper-months = ប៉ុន្មានខែ
sheet-paper-came = បានមក
sheet-paper-was = ពីមុន { $figure }
sheet-paper-corrected = បានកែតម្រូវក្រោយមក
sheet-paper-owed = ជំពាក់កម្ចី
sheet-paper-not-counted = មិនបានរាប់
sheet-paper-why-differs = ហេតុអ្វីមិនត្រូវគ្នា
sheet-paper-who-bears = អ្នកទទួលបន្ទុកលុយខ្វះ ឬលើស
# The count of the box.
cash-count-paper = ការរាប់លុយក្នុងហិប
sheet-paper-counted-together = យើងបានរាប់លុយជាមួយគ្នាពីរដង ហើយចំនួនខាងលើត្រឹមត្រូវ។
# The list of members.
member-list-paper = បញ្ជីឈ្មោះសមាជិក
member-list-count = { $count } នាក់ ក្នុងនោះស្រី { $women } នាក់
member-list-left = អ្នកដែលបានចេញ
member-list-until = ចេញ { $date }
# The slip of a correction.
correction-slip-effect = អ្វីដែលប្រែប្រួល
correction-slip-cash-loan = លុយក្នុងហិប មូលនិធិកម្ចី
correction-slip-cash-social = លុយក្នុងហិប មូលនិធិសង្គម
correction-slip-savings = ប្រាក់សន្សំរបស់សមាជិក
correction-slip-social = ប្រាក់ដែលបានបង់ចូលមូលនិធិសង្គម
correction-slip-loan = កម្ចីរបស់សមាជិក
correction-slip-short-over = លុយខ្វះ (−) ឬលើស (+) ក្នុងហិប
correction-slip-unmoved = មិនប្រែប្រួល
correction-slip-confirmed-by = បញ្ជាក់ដោយ
correction-slip-refused-by = មិនព្រមដោយ
correction-slip-entries = { $meeting } កែដោយ { $correction }
correction-slip-waits = មិនមានអ្វីប្រែប្រួលក្នុងបញ្ជីទេ មុនពេលគណៈកម្មការម្នាក់ទៀតបញ្ជាក់។
