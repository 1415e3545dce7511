# ធនាគារស្រូវ ធនាគារគោ៖ អ្វីដែលទុក អ្វីដែលព្រមព្រៀង និងអ្វីដែលរាប់។
unit-kg = គ.ក្រ
unit-head = ក្បាល
unit-pack = កញ្ចប់
banks = ធនាគារ
bank = ធនាគារ
rice-bank = ធនាគារស្រូវ
animal-bank = ធនាគារសត្វ
# What they keep. `good-<class>`.
good-paddy = ស្រូវ
good-rice = អង្ករ
good-seed = ពូជស្រូវ
good-vegetable-seed = ពូជបន្លែ
good-cattle = គោ
good-buffalo = ក្របី
good-pig = ជ្រូក
good-chicken = មាន់
good-duck = ទា
good-money = ប្រាក់
# What a loan is for.
purpose-food = សម្រាប់ហូប
purpose-seed = សម្រាប់ធ្វើពូជ
purpose-breeding = សម្រាប់ចិញ្ចឹមបង្កាត់
purpose-garden = សម្រាប់សួនបន្លែ
purpose-emergency = ពេលអាសន្ន
purpose-other = ផ្សេងទៀត
# The pages of a bank.
bank-tab-overview = ទិដ្ឋភាពទូទៅ
bank-tab-lending = ថ្ងៃឲ្យខ្ចី
bank-tab-repaying = ថ្ងៃសង
bank-tab-loans = កម្ចី
bank-tab-stock = ឃ្លាំង
bank-tab-herd = ហ្វូងសត្វ
bank-tab-obligations = កាតព្វកិច្ច
bank-tab-requests = រង់ចាំបញ្ជាក់
bank-tab-season = របាយការណ៍រដូវ
bank-tab-rules = បទបញ្ជា
