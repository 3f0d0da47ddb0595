"""Every page of the entrance, in the order addresses are tried: `/{slug}` catches what is left."""

from fastapi import APIRouter

from app.entrance import about, area, for_machines, front, language, leaving, staff

router = APIRouter()
for part in (front, about, language, leaving, for_machines, staff, area):
    router.include_router(part.router)
