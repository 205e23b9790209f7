"""What every plan is solved with: a time limit, HiGHS, and goals one after the other."""
