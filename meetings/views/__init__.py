"""Pages of the room: what everybody reads (public), and what members and the secretariat work on."""
