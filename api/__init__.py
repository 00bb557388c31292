"""The doors that programs come through. They read a request, call a service, tell the answer; they decide nothing."""
