# Rice banks, animal banks: what they keep, agree and count.
unit-kg = kg
unit-head = head
unit-pack = packs
banks = Banks
bank = Bank
rice-bank = Rice bank
animal-bank = Animal bank
# What they keep. `good-<class>`.
good-paddy = Paddy
good-rice = Milled rice
good-seed = Seed paddy
good-vegetable-seed = Vegetable seed
good-cattle = Cattle
good-buffalo = Buffalo
good-pig = Pigs
good-chicken = Chickens
good-duck = Ducks
good-money = Money
# What a loan is for.
purpose-food = Food
purpose-seed = Seed
purpose-breeding = Breeding
purpose-garden = Garden
purpose-emergency = Emergency
purpose-other = Other
# The pages of a bank.
bank-tab-overview = Overview
bank-tab-lending = Lending day
bank-tab-repaying = Repayment day
bank-tab-loans = Loans
bank-tab-stock = Store
bank-tab-herd = Herd
bank-tab-obligations = Owed
bank-tab-requests = To confirm
bank-tab-season = Season report
bank-tab-rules = Rules
