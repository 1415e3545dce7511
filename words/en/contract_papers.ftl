# Contracts and the list of a share-out on paper. What their pages say is said with the same words.
paper-contract-in-all = To pay back in all
paper-contract-method = { $method }. { $means }.
paper-contract-late = If something is late
paper-contract-no-penalty = No penalty is taken
paper-contract-copies = There are two copies that say the same: the borrower keeps one, the group keeps the other in its box.
# A loan in kind.
paper-kind-lent = Lent
paper-kind-back = To bring back
paper-kind-due-rule = Agreed day
paper-kind-late-none = nothing is added
paper-kind-quality = How it is weighed
paper-kind-copies = There are two copies that say the same: the borrower keeps one, the bank keeps the other.
# An animal.
paper-agreement-of = Agreement on an animal
paper-agreement-placed = { $bank } places { $tag } ({ $animal }) with { $name }, member { $number }, on { $date }. { $name } keeps it and cares for it well, and both keep to what stands here.
paper-agreement-animal = The animal
paper-agreement-whose = The animal in the end
paper-agreement-losses = What happens if something goes wrong
paper-agreement-proof = Before the bank bears it
paper-agreement-care = Care
paper-agreement-copies = There are two copies that say the same: the keeper has one, the bank keeps the other.
# The list of a share-out.
paper-share-out-sign = Read aloud before everybody. Each member counts her money and then signs or presses her thumb.
paper-share-out-sign-kept = Read aloud before everybody. Each member looks at her part, counts what she is handed, and then signs or presses her thumb.
paper-share-out-waits = Proposed, not confirmed yet
paper-share-out-waits-text = This sheet is for reading aloud and for looking. Nothing is paid out on it and nobody signs it: the list to sign comes when another officer has confirmed.
paper-share-out-remainder = { $amount } cannot be handed out in whole notes of { $note }. It stays in the box. It belongs to all members together and is divided with the next cycle.
paper-share-out-remainder-none = Nothing is left over: everything was handed out.
paper-share-out-remainder-kept = { $amount } cannot be divided in whole notes of { $note }. It stays in the box. It belongs to all members together and is divided with the next year.
paper-proof-why = What changed it
paper-proof-by = By how much
