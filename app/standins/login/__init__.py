"""Login as a Danish broker does it: OpenID Connect for citizens, companies and staff."""
