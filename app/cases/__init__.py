"""Cases (sager): what the case systems have told of them since they were filed."""
