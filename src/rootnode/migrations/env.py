"""What Alembic runs for every command. The connection comes from `rootnode.migrations.upgrade`; one transaction for all."""

from alembic import context

from rootnode.kit.db.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
