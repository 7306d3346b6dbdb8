"""Forms of the desk. They parse and say what is wrong; they never write."""
