"""The board: a bureau's departments on one server, on top of the pages that one accountant has.

The accountant's pages (`web/*_pages.py`) run unchanged over works in SQLite; the board adds its own rooms, all listed
with their roles in `application.PAGES`.

- `guard`, `sessions`, `accounts`, `who`: who asks; `Who.sees` is the condition of SQL that every query of works bears.
- `trouble`: what the machine refuses, as a sentence.
- `database` with `schema/*.sql` (numbered migrations), `blobs` (content under random names, on the disk before its
  row), `backup`, `folder`, `file_lock`.
- `course`, `records`: states, steps, and the one way in which a work changes: a conditional UPDATE and its line of
  history in one transaction.
- `queue`, `pool`, `tasks`, `department_tasks`, `bureau_tasks`, `outcomes`: jobs in a table, worked at in processes. A
  task reads files and gives plain data back; its outcome is put into works in one transaction. What was being done
  when the server was killed waits again at its next start.

A version: `records.hand_in` writes its row, the state 核对中 and a job; a process checks it (`walk.check`), and
`outcomes.checked` keeps the result and moves the work on, if the version is still the newest. Final files are made the
same way, LibreOffice held by a lock that ends with its holder.
"""
