"""Threads of other programs and other servers brought into this one."""
