"""A recorded feed in its own time, worked by a scripted crew until every order is closed."""
