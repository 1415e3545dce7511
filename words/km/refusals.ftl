# Why the rules of a meeting or a correction say no, and what to do. Shared by the sheet and by imported files.
refuse-sealed-meanwhile = ប្រជុំទី { $no } ត្រូវបានចាក់សោរួចហើយ។ សូមបើកសន្លឹកបន្ទាប់
refuse-future = ថ្ងៃនេះមិនទាន់មកដល់ទេ។ សូមសរសេរថ្ងៃដែលបានប្រជុំ
refuse-before-last-meeting = ប្រជុំចុងក្រោយធ្វើនៅ { $date }។ សូមសរសេរថ្ងៃនោះ ឬក្រោយថ្ងៃនោះ
refuse-period-closed = បញ្ជីបានបិទត្រឹម { $date }។ សូមសរសេរថ្ងៃក្រោយថ្ងៃនោះ
refuse-before-cycle = វដ្តចាប់ផ្តើមនៅ { $date }។ សូមសរសេរថ្ងៃនោះ ឬក្រោយថ្ងៃនោះ
refuse-after-cycle = វដ្តបានចប់នៅ { $date }។ សូមសរសេរថ្ងៃនោះ ឬមុនថ្ងៃនោះ
refuse-not-a-member = មិនមែនជាសមាជិកក្រុមនេះទេ
refuse-not-yet-a-member = នៅថ្ងៃនេះ មិនទាន់ចូលជាសមាជិកទេ
refuse-has-left = នៅថ្ងៃនេះ បានចេញពីក្រុមរួចហើយ
refuse-twice = សមាជិកនេះមានពីរដងលើសន្លឹក
refuse-attendance-missing = សូមជ្រើសវត្តមាន៖ មក យឺត ផ្ញើលុយ សុំច្បាប់ ឬមិនមក
refuse-absent-but-paid = មានលុយពីអ្នកដែលមិនបានមក។ សូមជ្រើស «ផ្ញើលុយ» ឬលុបចំនួនលុយ
refuse-negative = សូមសរសេរចាប់ពី 0 ឡើងទៅ
refuse-over-shares = ទិញបានច្រើនបំផុត { $most } ហ៊ុនក្នុងមួយប្រជុំ
refuse-not-whole-shares = សូមសរសេរហ៊ុនគត់៖ ពហុគុណនៃ { $amount }
refuse-not-rounded = សូមសរសេរពហុគុណនៃ { $amount }
refuse-too-large = ចំនួននេះធំពេក។ សូមពិនិត្យចំនួនលេខសូន្យ
refuse-amount-missing = សូមសរសេរចំនួនប្រាក់
refuse-member-missing = សូមជ្រើសសមាជិក
refuse-note-missing = សូមសរសេរថាសម្រាប់អ្វី
refuse-over-savings = បានសន្សំ { $amount }។ សូមសរសេរត្រឹមនោះ ឬតិចជាង
refuse-over-bank = នៅធនាគារមាន { $amount }។ សូមសរសេរត្រឹមនោះ ឬតិចជាង
refuse-loan-fund-short = មូលនិធិកម្ចីមិនមានសាច់ប្រាក់គ្រប់ទេ៖ ខ្វះ { $amount }
refuse-social-fund-short = មូលនិធិសង្គមមិនមានសាច់ប្រាក់គ្រប់ទេ៖ ខ្វះ { $amount }
refuse-not-counted = សូមរាប់ក្រដាសប្រាក់ក្នុងហិប ហើយសរសេរចំនួនសន្លឹក។ បើហិបទទេ សូមសរសេរ 0
refuse-short-without-reason = លុយក្នុងហិបខ្វះ { $amount }។ សូមរាប់ម្ដងទៀត ឬសរសេរមូលហេតុ
refuse-over-without-reason = លុយក្នុងហិបលើស { $amount }។ សូមរាប់ម្ដងទៀត ឬសរសេរមូលហេតុ
refuse-short-not-named = សូមគូសថា ចុះបញ្ជី { $amount } ជាលុយខ្វះ
refuse-over-not-named = សូមគូសថា ចុះបញ្ជី { $amount } ជាលុយលើស
refuse-not-witnessed = សូមគូសថា បានរាប់លុយជាមួយគ្នា និងអានឲ្យសមាជិកស្ដាប់
refuse-long-text = សរសេរបានច្រើនបំផុត 500 តួអក្សរ
refuse-kind-missing = សូមជ្រើសថាជាប្រាក់អ្វី
refuse-number = សូមសរសេរជាលេខ ឧទាហរណ៍ { $example }
refuse-fraction = សូមសរសេរលេខគត់ គ្មានក្បៀស
refuse-cents = សូមសរសេរលេខក្រោយចំណុចត្រឹមពីរខ្ទង់
refuse-date = សូមសរសេរថ្ងៃ ខែ ឆ្នាំ ឧទាហរណ៍ { $example }
refuse-date-missing = សូមសរសេរថ្ងៃប្រជុំ
refuse-choice = សូមជ្រើសចម្លើយមួយ

# Corrections
refuse-reason-missing = សូមសរសេរមូលហេតុដែលលេខខុស
refuse-nothing-to-mend = លេខនេះដូចដែលមានស្រាប់
refuse-changed-meanwhile = លេខនេះបានផ្លាស់ប្ដូររួចហើយ៖ ឥឡូវគឺ { $amount }។ សូមចុច មិនព្រម រួចស្នើម្ដងទៀតបើនៅខុស
refuse-below-savings = ឥឡូវសន្សំបាន { $amount }។ បើកែដូច្នេះ នឹងធ្លាក់ក្រោមសូន្យ
refuse-below-bank = ឥឡូវនៅធនាគារមាន { $amount }។ បើកែដូច្នេះ នឹងធ្លាក់ក្រោមសូន្យ
refuse-no-entry = ប្រជុំនេះមិនមានកត់ត្រាប្រាក់ទេ ដូច្នេះគ្មានអ្វីត្រូវកែ
refuse-fund-short = សាច់ប្រាក់ក្នុងមូលនិធិនឹងធ្លាក់ក្រោមសូន្យ៖ ខ្វះ { $amount }
refuse-same-officer = ត្រូវមានមន្ត្រីម្នាក់ទៀតបញ្ជាក់៖ អ្នកជាអ្នកស្នើសុំកែនេះ
refuse-figure-missing = សូមជ្រើសលេខដែលខុស
refuse-figure-blank = កន្លែងនេះលើសន្លឹកគ្មានលេខទេ

# What has just been done, said once at the top of the page that follows
done-meeting-sealed = បានចាក់សោប្រជុំរួចហើយ
done-correction-asked = បានស្នើសុំហើយ។ ត្រូវមានមន្ត្រីម្នាក់ទៀតបញ្ជាក់ មុនពេលចូលបញ្ជី
done-correction-confirmed = បានបញ្ជាក់ហើយ។ ចំនួនខុសគ្នាបានចូលបញ្ជីនៅថ្ងៃនេះ
done-correction-refused = បានកត់ថា មិនព្រម។ គ្មានអ្វីចូលបញ្ជីទេ
