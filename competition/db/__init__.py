"""PostgreSQL: its server when nobody names one, the engine, the unit of work, migrations.

embedded       a PostgreSQL of our own under a data folder, from start to stop
engine         Piccolo on asyncpg, repaired; opened and closed by the application
unit_of_work   one transaction a change, and what to do once it is stored
failures       the database's exceptions as refusals with stable codes
migrate        the schema brought up to this program
errors         all refusals of this package
"""
