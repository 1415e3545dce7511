# Contracts and the list of a share-out on paper. What their pages say is said with the same words.
paper-contract-in-all = ត្រូវសងសរុប
paper-contract-method = { $method }។ { $means }។
paper-contract-late = បើសងយឺត
paper-contract-no-penalty = មិនយកប្រាក់ពិន័យទេ
paper-contract-copies = កិច្ចសន្យានេះមានពីរច្បាប់ដូចគ្នា៖ អ្នកខ្ចីទុកមួយ ក្រុមទុកមួយក្នុងហិប។
# A loan in kind.
paper-kind-lent = ឲ្យខ្ចី
paper-kind-back = ត្រូវសងវិញ
paper-kind-due-rule = ថ្ងៃសងដែលព្រមព្រៀង
paper-kind-late-none = មិនគិតបន្ថែមទេ
paper-kind-quality = របៀបថ្លឹង
paper-kind-copies = កិច្ចសន្យានេះមានពីរច្បាប់ដូចគ្នា៖ អ្នកខ្ចីទុកមួយ ធនាគារទុកមួយ។
# An animal.
paper-agreement-of = កិច្ចព្រមព្រៀងចិញ្ចឹមសត្វ
paper-agreement-placed = { $bank } ប្រគល់ { $tag } ({ $animal }) ឲ្យ { $name } សមាជិកលេខ { $number } ចិញ្ចឹម នៅថ្ងៃទី{ $date }។ { $name } ថែទាំវាឲ្យបានល្អ ហើយភាគីទាំងពីរធ្វើតាមអ្វីដែលសរសេរនៅទីនេះ។
paper-agreement-animal = សត្វ
paper-agreement-whose = ទីបំផុត សត្វខ្លួនវា
paper-agreement-losses = បើមានបញ្ហាកើតឡើង
paper-agreement-proof = មុនធនាគារទទួលខាត
paper-agreement-care = ការថែទាំ
paper-agreement-copies = កិច្ចព្រមព្រៀងនេះមានពីរច្បាប់ដូចគ្នា៖ អ្នកថែទាំទុកមួយ ធនាគារទុកមួយ។
# The list of a share-out.
paper-share-out-sign = អានឲ្យឮនៅមុខសមាជិកទាំងអស់។ សមាជិកម្នាក់ៗរាប់ប្រាក់របស់ខ្លួន រួចចុះហត្ថលេខា ឬផ្ដិតមេដៃ។
paper-share-out-sign-kept = អានឲ្យឮនៅមុខសមាជិកទាំងអស់។ សមាជិកម្នាក់ៗមើលចំណែករបស់ខ្លួន រាប់ប្រាក់ដែលបានទទួល រួចចុះហត្ថលេខា ឬផ្ដិតមេដៃ។
paper-share-out-waits = បានស្នើ មិនទាន់បញ្ជាក់
paper-share-out-waits-text = សន្លឹកនេះសម្រាប់អានឲ្យឮ និងមើល។ មិនបើកប្រាក់តាមសន្លឹកនេះទេ ហើយកុំចុះហត្ថលេខា៖ បញ្ជីចុះហត្ថលេខាមាន ក្រោយមន្ត្រីម្នាក់ទៀតបញ្ជាក់។
paper-share-out-remainder = { $amount } ហុចជាក្រដាសប្រាក់ { $note } មិនបាន។ ប្រាក់នេះនៅក្នុងហិប។ វាជារបស់សមាជិកទាំងអស់រួមគ្នា ហើយចែកក្នុងវដ្ដក្រោយ។
paper-share-out-remainder-none = គ្មានសំណល់ទេ៖ ប្រាក់ទាំងអស់បានបើកឲ្យហើយ។
paper-share-out-remainder-kept = { $amount } ចែកជាក្រដាសប្រាក់ { $note } មិនបាន។ ប្រាក់នេះនៅក្នុងហិប។ វាជារបស់សមាជិកទាំងអស់រួមគ្នា ហើយចែកនៅឆ្នាំក្រោយ។
paper-proof-why = អ្វីធ្វើឲ្យផ្លាស់ប្ដូរ
paper-proof-by = ប៉ុន្មាន
