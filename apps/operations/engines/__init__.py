"""PostgreSQL and Redis from their wheels: started, shared and stopped by the project, without Django."""
