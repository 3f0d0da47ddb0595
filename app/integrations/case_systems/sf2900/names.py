"""The XML namespaces of SF2900, and its names in them."""

from xml.etree import ElementTree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MESSAGES = "http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/3/types"
TYPES = "http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types"
AUTHORITY = "http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/"

for _prefix, _namespace in {
    "soap": SOAP,
    "afsend": MESSAGES,
    "fordel": TYPES,
    "myndighed": AUTHORITY,
}.items():
    ElementTree.register_namespace(_prefix, _namespace)


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]
