"""The addresses of forms: `FORM` is any first part that is not a word of our own.

So these routes, which nearly every request is for, can be asked first, and no order of routers
can let a form stand in the way of another page.
"""

from starlette.convertors import StringConvertor, register_url_convertor

from app.forms.reserved import RESERVED_FORM_SLUGS


class FormSlug(StringConvertor):
    regex = f"(?!(?:{'|'.join(sorted(RESERVED_FORM_SLUGS))})(?:/|$))[a-z0-9-]+"


register_url_convertor("form", FormSlug())
FORM = "/{slug:form}"
