"""Runs the migrations on the connection that enrich/store/migration.py hands over."""

from alembic import context

from enrich.database.columns import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
    render_as_batch=True,
)
context.run_migrations()
