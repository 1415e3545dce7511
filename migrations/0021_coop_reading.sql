-- The market reads acts of a few kinds over all books (what was agreed with buyers, sold, paid; prices that were set), while
-- most acts are deliveries. Without this it reads every act of every cooperative.
CREATE INDEX coop_act_by_kind ON coop_act (kind, book_id);
