"""Logs of servers, load balancers and services, a request a line."""
