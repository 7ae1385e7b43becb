-- Dead letters are listed, and removed when too old or too many, in the order of their arrival.
drop index dead_letter_by_time;
create index dead_letter_by_age on dead_letter (received_at, num);
