"""The documents of docs/, served by what they describe."""
