"""What Alembic runs around the revisions. `bot.store.migrations` hands it the connection."""

from alembic import context

from bot.store.migrations import is_modelled
from bot.store.tables import Meta

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Meta.metadata,
    include_name=is_modelled,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
