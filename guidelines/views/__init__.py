"""The pages of this room: reading for everybody; writing, languages, files and publication for the group."""
